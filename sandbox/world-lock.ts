import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { Failure } from "../main/domain/failure.ts";

/**
 * Make sure that no other sandbox works in `dir`, an absolute path: two would overwrite each other's books.
 * The lock is a socket without a file, so it is gone with its process, however that ends; Linux
 * alone has those, and elsewhere nothing is locked. Returns what frees it. Throws
 * `SANDBOX_ALREADY_RUNNING`.
 */
export const lockWorld = async (dir: string): Promise<() => Promise<void>> => {
  if (process.platform !== "linux") return async () => Promise.resolve();
  const name = createHash("sha256").update(dir).digest("hex").slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      reject(new Failure("SANDBOX_ALREADY_RUNNING", `another sandbox works in ${dir}`, cause));
    });
    server.listen(`\0satriel-sandbox-${name}`, resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
    });
};
