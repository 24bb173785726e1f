/** Tries to open the journal at the given path, as a second terminal would, and says what came of it. */
import { isFailure } from "../../main/domain/failure.ts";
import { openDatabase } from "../../main/journal/database.ts";

try {
  openDatabase(process.argv[2] ?? "", 50).close();
  process.stdout.write("opened\n");
} catch (error) {
  process.stdout.write(`${isFailure(error) ? error.code : String(error)}\n`);
}
