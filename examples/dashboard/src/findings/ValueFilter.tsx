import { type KeyboardEvent, useId, useState } from "react";
import { Icon } from "../parts/Icon";

interface Props {
  /** What is filtered by: `User`. */
  readonly name: string;
  /** What it is narrowed to now. */
  readonly value: string | null;
  /** Values that have been seen; any other can be typed. */
  readonly known: readonly string[];
  /** Called when the field is about to be used: time to find out what else could be offered. */
  readonly onWanted: () => void;
  readonly onChange: (value: string | null) => void;
}

const offered = 50;

/** A field that narrows to one exact value: picked from those seen, or typed and confirmed with Enter. */
export function ValueFilter({ name, value, known, onWanted, onChange }: Props) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  // The choice itself and not its place: more may be offered while it is being made.
  const [choice, setChoice] = useState<string | null>(null);
  const open = draft !== null;
  const options = open ? optionsFor(draft, known) : [];
  const active = choice === null ? -1 : options.indexOf(choice);
  // Named after the option, not its place, so that it stays itself; encoded, as an id holds no space.
  const optionId = (option: string) => `${id}-${encodeURIComponent(option)}`;
  const setActive = (index: number) => setChoice(options[index] ?? null);

  const close = () => {
    setDraft(null);
    setChoice(null);
  };
  const choose = (chosen: string) => {
    close();
    onChange(chosen === "" ? null : chosen);
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => (open ? setActive((active + 1) % Math.max(options.length, 1)) : setDraft("")),
    ArrowUp: () => setActive((active <= 0 ? options.length : active) - 1),
    Enter: () => open && choose(options[active] ?? draft.trim()),
    Escape: close,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act || event.nativeEvent.isComposing) return;
    if (event.key !== "Escape") event.preventDefault();
    act();
  };

  return (
    <div className="relative">
      <input
        type="text"
        role="combobox"
        aria-label={name}
        aria-expanded={open && options.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={active >= 0 && choice !== null ? optionId(choice) : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder={name}
        title={value ?? undefined}
        value={draft ?? value ?? ""}
        onChange={(event) => {
          setDraft(event.target.value);
          setChoice(null);
        }}
        onPointerEnter={onWanted}
        onFocus={onWanted}
        onClick={() => open || setDraft("")}
        onKeyDown={onKeyDown}
        onBlur={close}
        className={`h-7 w-40 truncate rounded-md border pr-7 pl-2 text-sm placeholder:text-soft ${value === null ? "border-edge bg-surface" : "border-accent bg-accent-soft"}`}
      />
      {value !== null && !open ? (
        <button
          type="button"
          aria-label={`Show every ${name.toLowerCase()}`}
          onClick={() => onChange(null)}
          className="absolute top-0.5 right-0.5 grid size-6 place-items-center rounded-sm text-soft hover:text-ink"
        >
          <Icon name="close" className="size-3" />
        </button>
      ) : (
        <Icon name="right" className="pointer-events-none absolute top-2 right-2 size-3 rotate-90 text-faint" />
      )}
      <div
        role="listbox"
        id={`${id}-list`}
        aria-label={`${name}s seen`}
        hidden={options.length === 0}
        className="absolute top-8 left-0 z-30 max-h-64 max-w-80 min-w-full overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float"
      >
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys go to the field, which keeps the focus
          <div
            key={option}
            id={optionId(option)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            // Else the field would lose the focus, and close, before the click.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
            title={option}
            className="truncate rounded-sm px-2 py-1 text-sm hover:bg-hover aria-selected:bg-hover"
          >
            <bdi>{option}</bdi>
          </div>
        ))}
      </div>
    </div>
  );
}

/** Those known values that hold what was typed, best first, then what was typed itself. */
function optionsFor(draft: string, known: readonly string[]): string[] {
  const typed = draft.trim();
  const rank = (value: string) => (value.toLowerCase().startsWith(typed.toLowerCase()) ? 0 : 1);
  const matching = known
    .filter((value) => value.toLowerCase().includes(typed.toLowerCase()))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, offered);
  return typed === "" || matching.includes(typed) ? matching : [...matching, typed];
}
