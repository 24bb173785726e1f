import type { Row } from "./matrix.ts";

const WIDTH = 860;
const LEFT = 290;
const BAR = 460;
const ROW = 44;
const TOP = 96;

const STYLE = `
  .page { fill: #ffffff } .ink { fill: #1b1f24 } .soft { fill: #57606a } .track { fill: #e7eaee }
  .lost { fill: #c62828 } .doubled { fill: #e08a00 } .stuck { fill: #6a51a3 }
  text { font: 14px "Noto Sans", "DejaVu Sans", sans-serif } .title { font-size: 18px; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } .ink { fill: #e6edf3 } .soft { fill: #9aa4af } .track { fill: #262c34 }
    .lost { fill: #ff6b6b } .doubled { fill: #ffb454 } .stuck { fill: #b7a1f0 }
  }`;

const KINDS = [
  ["lost", "somebody lost money"],
  ["doubled", "merchant credited twice"],
  ["stuck", "open after a day"],
] as const;

const legend = (): string =>
  KINDS.map(
    ([kind, words], at) =>
      `<rect class="${kind}" x="${LEFT + at * 200}" y="62" width="12" height="12"/>` +
      `<text class="soft" x="${LEFT + 18 + at * 200}" y="73">${words}</text>`,
  ).join("\n");

const bar = ({ name, total }: Row, at: number): string => {
  const y = TOP + at * ROW;
  let x = LEFT;
  const parts = KINDS.map(([kind]) => {
    const width = (total[kind] / total.payments) * BAR;
    const part = `<rect class="${kind}" x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="24"/>`;
    x += width;
    return total[kind] === 0 ? "" : part;
  });
  const bad = total.lost + total.doubled + total.stuck;
  const share = bad === 0 ? "none" : `${((bad / total.payments) * 100).toFixed(1)} %`;
  return [
    `<text class="ink" x="${LEFT - 12}" y="${y + 17}" text-anchor="end">${name}</text>`,
    `<rect class="track" x="${LEFT}" y="${y}" width="${BAR}" height="24"/>`,
    ...parts.filter((part) => part !== ""),
    `<text class="ink" x="${LEFT + BAR + 12}" y="${y + 17}">${share}</text>`,
  ].join("\n");
};

/** The matrix as a picture for light and dark pages. */
export const matrixChart = (rows: readonly Row[]): string => {
  const height = TOP + rows.length * ROW + 34;
  const payments = rows[0]?.total.payments ?? 0;
  const title = "Payouts whose answer did not come: what five strategies make of them";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">
<title id="title">${title}</title>
<style>${STYLE}
</style>
<rect class="page" width="${WIDTH}" height="${height}"/>
<text class="title ink" x="24" y="36">${title}</text>
${legend()}
${rows.map(bar).join("\n")}
<text class="soft" x="24" y="${height - 14}">${payments.toLocaleString("en-US")} payments a strategy, six kinds of trouble alike; share of payments that ended wrong</text>
</svg>
`;
};
