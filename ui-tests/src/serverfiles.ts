/** What a server finds in directories of its own: configuration, settings, documents. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';

import type { Json } from './server';

/** The files below one directory. */
export class ServerFiles {
  constructor(readonly home: string) {}

  /** Where documents are. */
  get work(): string {
    return path.join(this.home, 'work');
  }

  /** Where an administrator sets settings for everybody. */
  get shared(): string {
    return path.join(this.home, 'settings');
  }

  /** The environment of a process that uses these files and no others. */
  get environment(): NodeJS.ProcessEnv {
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      JUPYTER_CONFIG_DIR: path.join(this.home, 'config'),
      JUPYTER_DATA_DIR: path.join(this.home, 'data'),
      JUPYTER_RUNTIME_DIR: path.join(this.home, 'runtime'),
      IPYTHONDIR: path.join(this.home, 'ipython')
    };
    for (const name of [
      'JUPYTER_TOKEN',
      'JUPYTERHUB_API_TOKEN',
      'PYTHONPATH'
    ]) {
      delete environment[name];
    }
    return environment;
  }

  /** Write traits, by class. */
  async writeConfig(config: Record<string, Json>): Promise<void> {
    await mkdir(this.work, { recursive: true });
    await this._put('config/jupyter_server_config.json', config);
  }

  /** Write what every page is told when it is loaded. */
  async writePageConfig(options: Json): Promise<void> {
    await this._put('config/labconfig/page_config.json', options);
  }

  /** Write the user's settings, by plugin id. */
  async writeSettings(settings: Record<string, Json>): Promise<void> {
    for (const [id, values] of Object.entries(settings)) {
      const [name, plugin] = id.split(':');
      await this._put(
        `config/lab/user-settings/${name}/${plugin}.jupyterlab-settings`,
        values
      );
    }
  }

  /** Write everybody's settings, by plugin id. */
  async writeOverrides(settings: Record<string, Json>): Promise<void> {
    await this._put('settings/overrides.json', settings);
  }

  /** Remove all of it. */
  async remove(): Promise<void> {
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  private async _put(name: string, content: unknown): Promise<void> {
    const file = path.join(this.home, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(content, null, 2));
  }
}
