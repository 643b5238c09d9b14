/** The content of an event as a person reads it; what is no JSON is shown as it came. */
export function contentOf(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
