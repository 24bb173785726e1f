/** Migrates the file given first to the version given second, then on, and is killed on the way. */
import { openDatabase } from "../../main/journal/database.ts";
import { MIGRATIONS, migrate } from "../../main/journal/migrations.ts";

const [, , path = "", version = "0"] = process.argv;
const db = openDatabase(path, 50);
migrate(db, MIGRATIONS.slice(0, Number(version)));
db.function("die", () => process.kill(process.pid, "SIGKILL"));
migrate(db, [
  ...MIGRATIONS,
  {
    version: MIGRATIONS.length + 1,
    name: "killed",
    sql: "CREATE TABLE extra (a INTEGER) STRICT; SELECT die()",
  },
]);
