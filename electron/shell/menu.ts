import { Menu, type MenuItemConstructorOptions } from 'electron'

/**
 * Replaces Electron's menu, whose Reload has a key that a reviewer may hit. Editing roles stay: without them copy and
 * paste have no key on macOS.
 */
export function setMenu({ development }: { development: boolean }): void {
  const mac = process.platform === 'darwin'
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? ([{ role: 'appMenu' }] satisfies MenuItemConstructorOptions[]) : []),
    { label: '&File', submenu: [mac ? { role: 'close' } : { role: 'quit' }] },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'pasteAndMatchStyle' },
        { role: 'delete' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        // Where the plus sign needs Shift, its key is pressed without.
        { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false, acceleratorWorksWhenHidden: true },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(development ? ([{ type: 'separator' }, { role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[]) : []),
      ],
    },
    ...(mac ? ([{ role: 'windowMenu' }] satisfies MenuItemConstructorOptions[]) : []),
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
