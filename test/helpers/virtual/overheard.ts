import type { JournalEvent } from "../../../automation/journal/events.ts";
import { Journal } from "../../../automation/journal/journal.ts";

type Hearing = { before(event: JournalEvent): void; after(event: JournalEvent): void };

/** A journal that is listened to: `after` is told of a note at once, of any other event when it is on record. */
export class Overheard extends Journal {
  readonly #hearing: Hearing;

  constructor(about: ConstructorParameters<typeof Journal>[0], hearing: Hearing) {
    super(about);
    this.#hearing = hearing;
    this.onAppended((event) => {
      if (!NOTES.includes(event.kind)) hearing.after(event);
    });
  }

  override append(event: JournalEvent): Promise<void> {
    this.#hearing.before(event);
    return super.append(event);
  }

  override note(event: JournalEvent): void {
    this.#hearing.before(event);
    super.note(event);
    this.#hearing.after(event);
  }
}

const NOTES: JournalEvent["kind"][] = ["answered", "finished", "failed"];
