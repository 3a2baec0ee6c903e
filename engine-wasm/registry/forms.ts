/** The grammars of the OCI Distribution Specification 1.1, "Pulling manifests". */
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const nameForm = new RegExp(`^${component}(?:/${component})*$`);
const maxNameLength = 255;

export const tagForm = /^\w[\w.-]{0,127}$/;
export const digestForm = /^sha256:[0-9a-f]{64}$/;

export function isName(text: string): boolean {
  return text.length <= maxNameLength && nameForm.test(text);
}
