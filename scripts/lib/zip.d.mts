export function unzip(file: string, folder: string, rename?: (name: string) => string | undefined): Promise<void>
