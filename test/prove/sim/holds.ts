/** Whether a text holds what may not be told. A phone may be written with any signs between its digits. */
export function holds(text: string, secret: string): boolean {
  if (!/^\+?\d+$/u.test(secret)) return text.toLowerCase().includes(secret.toLowerCase());
  return text.replaceAll(/[^\d\n]/gu, '').includes(secret.replaceAll(/\D/gu, ''));
}
