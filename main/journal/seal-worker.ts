/** The thread that seals one backup: given its path, answers what is wrong with it or null. */
import { parentPort, workerData } from "node:worker_threads";
import { sealHere } from "./seal.ts";

parentPort?.postMessage(sealHere(workerData as string), []);
