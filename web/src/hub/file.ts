import { download } from '../files/download.ts';
import type { MachinePort } from '../state/machine-port.ts';
import { formatBytes } from '../ui/format.ts';

type HubFile = Pick<MachinePort, 'exportHub' | 'importHub'>;

const fileName = 'drydock-hub.tar';

/** Hands the file to the browser's downloads. Returns what to tell. */
export async function exportToFile(hub: HubFile): Promise<string> {
  const file = await hub.exportHub();
  download(fileName, file);
  return `${fileName}, ${formatBytes(file.size)}: an OCI image layout, without accounts`;
}

/** @throws Error; nothing is left then */
export async function importFromFile(hub: HubFile, file: File): Promise<string> {
  const { repositories, tags } = await hub.importHub(file);
  return `${file.name}: ${tags} ${tags === 1 ? 'tag' : 'tags'} of ${repositories} ${repositories === 1 ? 'repository' : 'repositories'}`;
}
