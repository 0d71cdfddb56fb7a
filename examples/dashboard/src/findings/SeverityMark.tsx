import { type Severity, severities } from "@mcm/engine";

const colours: Record<Severity, string> = {
  low: "text-low",
  medium: "text-medium",
  high: "text-high",
  critical: "text-critical",
};

/** A severity's bars: one for low, four for critical, each in its colour. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  const grade = severities.indexOf(severity);
  return (
    <svg className={`size-3.5 shrink-0 ${colours[severity]}`} viewBox="0 0 14 14" aria-hidden="true">
      {severities.map((each, index) => (
        <rect
          key={each}
          x={index * 3.7}
          y={10 - index * 3}
          width="2.6"
          height={4 + index * 3}
          rx="0.8"
          fill="currentColor"
          opacity={index <= grade ? 1 : 0.22}
        />
      ))}
    </svg>
  );
}

const names: Record<Severity, string> = { low: "Low", medium: "Medium", high: "High", critical: "Critical" };

/** A severity for people. */
export const severityName = (severity: Severity) => names[severity];
