/** The browser's own dialog for files of this computer; none when it was cancelled. */
export function chooseFiles(options: { readonly folder: boolean; readonly accept?: string }): Promise<File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.webkitdirectory = options.folder;
  input.accept = options.accept ?? '';
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
