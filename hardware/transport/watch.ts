import { watch, type FSWatcher } from "node:fs";
import { dirname, join, sep } from "node:path";

/**
 * Tells when a device may have come or changed; the returned function ends that and holds nothing.
 * It may tell too often and, where the system has no watches left, not at all: who waits for a
 * device also tries by time.
 */
export type WatchDevice = (onChange: () => void) => () => void;

/** A folder and what is of interest in it. */
interface Place {
  readonly folder: string;
  readonly isOfInterest: (name: string) => boolean;
}

/** udev gives a new device its links and permissions a moment after its node. */
const SETTLE_MS = 150;

const watchFolder = (place: Place, onHit: () => void): FSWatcher | undefined => {
  try {
    const watcher = watch(place.folder, { persistent: false }, (_kind, name) => {
      if (name === null || place.isOfInterest(name)) onHit();
    });
    watcher.on("error", onHit);
    return watcher;
  } catch {
    // Not there yet, which the folder above will tell; or no watches left.
    return undefined;
  }
};

/** Watches all `places`, of which each lies in the one before it and may come and go. */
const watchPlaces =
  (places: readonly Place[]): WatchDevice =>
  (onChange) => {
    const watchers: (FSWatcher | undefined)[] = [];
    let settling: NodeJS.Timeout | undefined;

    // All anew: a watch on a folder that was removed is deaf.
    const arm = (): void => {
      for (const [at, place] of places.entries()) {
        watchers[at]?.close();
        watchers[at] = watchFolder(place, hit);
      }
    };
    const hit = (): void => {
      settling ??= setTimeout(() => {
        settling = undefined;
        // Before the word: what comes from here on is told again.
        arm();
        onChange();
      }, SETTLE_MS);
    };
    arm();

    return () => {
      clearTimeout(settling);
      for (const watcher of watchers) watcher?.close();
    };
  };

/** Every folder on the way to `path` below the root, with the name that is of interest in it. */
const placesOnTheWayTo = (path: string): readonly Place[] => {
  const parts = path.split(sep).filter((part) => part !== "");
  return parts.slice(1).map((name, at) => ({
    folder: join(sep, ...parts.slice(0, at + 1)),
    isOfInterest: (found) => found === name,
  }));
};

/**
 * Watches for a device file or a link to one, such as `/dev/serial/by-id/...`, whose folder goes
 * when its last device does.
 */
export const watchPath = (path: string): WatchDevice => watchPlaces(placesOnTheWayTo(path));

/** Watches a folder for files whose names match, such as `/dev` for `hidraw7`. */
export const watchNames = (folder: string, names: RegExp): WatchDevice =>
  watchPlaces([
    ...(folder === dirname(folder) ? [] : placesOnTheWayTo(folder)),
    { folder, isOfInterest: (name) => names.test(name) },
  ]);
