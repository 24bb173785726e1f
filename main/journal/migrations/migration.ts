/** One step of the schema. Once shipped, its text never changes; a correction is a new step. */
export interface Migration {
  /** 1, 2, 3 and so on; the `user_version` of the file afterwards. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
