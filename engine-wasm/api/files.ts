/**
 * The machine's files, for the page: one connection (link target `files`) for each request.
 *
 *   page                                  agent
 *     │ FileRequest, a JSON line ──────────▶│
 *     │ write: `size` bytes ───────────────▶│
 *     │◀───────────── FileAnswer, a JSON line│
 *     │◀────────────────── read: `size` bytes│
 *     │◀── watch: FileChanges, a line a time │   until the page closes the connection
 *
 * Paths are absolute and have no `.`, `..` or empty parts.
 */
export type FileRequest =
  | { readonly do: 'list'; readonly path: string }
  /** Refused with EFBIG when it has more than `limit` bytes. */
  | { readonly do: 'read'; readonly path: string; readonly limit: number }
  /**
   * Replaces the content at once, or not at all; mode and owner stay, a symbolic link is followed, missing parents are made. `expected` is the version that is to be
   * replaced, `null` for a file that must not be there (EEXIST); another version than expected is refused with ESTALE. Absent: whatever is there.
   */
  | { readonly do: 'write'; readonly path: string; readonly size: number; readonly expected?: string | null }
  | { readonly do: 'make-directory'; readonly path: string }
  /** EEXIST when there is something at `to`. */
  | { readonly do: 'rename'; readonly path: string; readonly to: string }
  /** Directories with all that is in them. */
  | { readonly do: 'remove'; readonly path: string }
  /** Directories; those that are not there are left out. */
  | { readonly do: 'watch'; readonly paths: readonly string[] };

/** A file's content is the same as long as its version is. */
export interface FileEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Bytes; of a link: of what it leads to. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  readonly version: string;
}

/** At most {@link longestListing} entries; `more` is how many there are besides. */
export interface FileListing {
  readonly entries: readonly FileEntry[];
  readonly more: number;
}

export const longestListing = 2000;

/** `code` is an errno's name. */
export interface FileFailure {
  readonly error: { readonly code: string; readonly message: string };
}

/** `list`, `read`, `write`, and the rest. */
export type FileAnswer = FileListing | { readonly size: number; readonly version: string } | { readonly version: string } | Record<string, never> | FileFailure;

/** First all that are watched: nobody knows what became of them before. Then directories in which something was made, changed, renamed or removed; a file counts as changed when its writer closes it. */
export interface FileChanges {
  readonly changed: readonly string[];
}
