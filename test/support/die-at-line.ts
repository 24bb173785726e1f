/**
 * Loaded before the terminal by `--import`: ends its process by SIGKILL at the first line of the log
 * that holds the text in `DIE_AT_LINE`, at once, so that nothing after that line ever happens.
 */
const text = process.env["DIE_AT_LINE"] ?? "";
const write = process.stderr.write.bind(process.stderr);

const writeAndPerhapsDie = (chunk: string | Uint8Array): boolean => {
  const isWritten = write(chunk);
  if (text !== "" && String(chunk).includes(text)) process.kill(process.pid, "SIGKILL");
  return isWritten;
};

// The log writes whole lines and takes no notice of call-backs.
process.stderr.write = writeAndPerhapsDie;
