/** Take one thing off a list that it is on. Most often it is the last, which costs no move. */
export const drop = <T>(list: T[], one: T): void => {
  if (list.at(-1) === one) list.pop();
  else list.splice(list.indexOf(one), 1);
};
