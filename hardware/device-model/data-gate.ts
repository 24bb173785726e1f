// Events of an input device reach the application one at a time and only when it wants one, after
// UnifiedPOS: what comes otherwise is discarded and counted, so that no old code pays for the next.

/** Stands between a driver and the application. */
export interface DataGate<E> {
  /** From the driver. True when the event was delivered; that shuts the gate. */
  take(event: E): boolean;
  /** The application wants the next event. Nothing that came before is kept for it. */
  enable(): void;
  disable(): void;
  isEnabled(): boolean;
  /** Events that nobody wanted, since the start. */
  discarded(): number;
}

/** A gate that is shut. */
export const createDataGate = <E>(deliver: (event: E) => void): DataGate<E> => {
  let isEnabled = false;
  let discarded = 0;
  return {
    take(event) {
      if (!isEnabled) {
        discarded += 1;
        return false;
      }
      // Shut first: whoever is told may enable it again at once.
      isEnabled = false;
      deliver(event);
      return true;
    },
    enable() {
      isEnabled = true;
    },
    disable() {
      isEnabled = false;
    },
    isEnabled: () => isEnabled,
    discarded: () => discarded,
  };
};
