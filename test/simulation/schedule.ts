/** Virtual time: a queue of what happens when. Nothing in a world waits for a real clock. */

interface Task {
  readonly atMs: number;
  readonly order: number;
  run: (() => void) | null;
}

export interface Schedule {
  /** Milliseconds since the world began; never goes back. */
  readonly nowMs: () => number;
  /** Call once after `delayMs`, in whole milliseconds. */
  after(delayMs: number, run: () => void): void;
  /** The same; the returned function calls it off. */
  timer(delayMs: number, run: () => void): () => void;
  /** Go to the next task and run it; false when there is none. */
  next(): boolean;
}

const isBefore = (a: Task, b: Task): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

const siftUp = (heap: Task[], task: Task): void => {
  let at = heap.length;
  heap.push(task);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(task, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = task;
};

const siftDown = (heap: Task[], task: Task): void => {
  let at = 0;
  for (;;) {
    const left = at * 2 + 1;
    const one = heap[left];
    const other = heap[left + 1];
    if (one === undefined) break;
    const isLeft = other === undefined || isBefore(one, other);
    const child = isLeft ? one : other;
    if (!isBefore(child, task)) break;
    heap[at] = child;
    at = isLeft ? left : left + 1;
  }
  heap[at] = task;
};

const takeFirst = (heap: Task[]): Task | undefined => {
  const first = heap[0];
  const last = heap.pop();
  if (last !== undefined && heap.length > 0) siftDown(heap, last);
  return first;
};

export const createSchedule = (): Schedule => {
  const heap: Task[] = [];
  let now = 0;
  let order = 0;
  const add = (delayMs: number, run: () => void): Task => {
    order += 1;
    const task: Task = { atMs: now + Math.max(0, Math.ceil(delayMs)), order, run };
    siftUp(heap, task);
    return task;
  };
  return {
    nowMs: () => now,
    after: (delayMs, run) => void add(delayMs, run),
    timer: (delayMs, run) => {
      const task = add(delayMs, run);
      return () => {
        task.run = null;
      };
    },
    next: () => {
      for (let task = takeFirst(heap); task !== undefined; task = takeFirst(heap)) {
        if (task.run === null) continue;
        now = task.atMs;
        task.run();
        return true;
      }
      return false;
    },
  };
};
