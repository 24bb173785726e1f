import { Cashier } from "./cashier/cashier.tsx";
import { createPlayer, soundOfChange } from "./screen/sounds.ts";
import { startScreen } from "./screen/start.tsx";

const player = createPlayer();
addEventListener("pointerdown", player.touched);

startScreen({
  role: "cashier",
  draw: (snapshot, refusal) => <Cashier snapshot={snapshot} refusal={refusal} />,
  changed: (before, after) => {
    const sound = soundOfChange(before, after);
    if (sound !== null) player.play(sound, after.soundVolume);
  },
});
