/** The product's mark. */
export function Mark() {
  return (
    <svg className="size-6 shrink-0" viewBox="0 0 16 16" aria-hidden="true">
      <rect width="16" height="16" rx="3.5" className="fill-accent" />
      <path
        d="M3.5 10.5h2l1.5-5 2.5 7 1.5-4h1.5"
        className="fill-none stroke-on-accent"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
