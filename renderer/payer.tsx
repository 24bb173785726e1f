import { Payer } from "./payer/payer.tsx";
import { startScreen } from "./screen/start.tsx";

startScreen({ role: "payer", draw: (snapshot) => <Payer snapshot={snapshot} /> });
