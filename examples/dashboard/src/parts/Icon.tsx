const strokes = {
  overview: "M2.5 13.5v-4M6 13.5v-8M9.5 13.5v-5.5M13 13.5v-11",
  refresh: "M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3",
  close: "M4.5 4.5l7 7M11.5 4.5l-7 7",
  right: "M6 3.5 10.5 8 6 12.5",
  left: "M10 3.5 5.5 8 10 12.5",
  up: "M8 12.5v-9M4.5 7 8 3.5 11.5 7",
  down: "M8 3.5v9M4.5 9 8 12.5 11.5 9",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.2M8 13.8V15M1 8h1.2M13.8 8H15M3 3l.9.9M12.1 12.1l.9.9M13 3l-.9.9M3.9 12.1 3 13",
  moon: "M13.5 9.7A6 6 0 0 1 6.3 2.5a6 6 0 1 0 7.2 7.2Z",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  check: "M3 8.5l3.5 3.5L13 4.5",
  warning: "M8 2 14.5 13.5h-13ZM8 6.5V10M8 11.8v.1",
} as const;

/** The name of a drawing of {@link Icon}. */
export type IconName = keyof typeof strokes;

/** A line drawing beside words that say the same. */
export function Icon({ name, className = "size-4" }: { readonly name: IconName; readonly className?: string }) {
  return (
    <svg className={`shrink-0 ${className}`} viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden="true">
      <path d={strokes[name]} strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
