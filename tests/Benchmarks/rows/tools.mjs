// What the measurements use: HTTP, psql, pgbench, wrk, and the memory of a process.
import { execFile, spawn } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = import.meta.dirname
export const scratch = name => path.join(os.tmpdir(), `bench-${process.pid}-${name}`)
process.on('exit', () => fs.readdirSync(os.tmpdir()).filter(name => name.startsWith(`bench-${process.pid}-`)).forEach(name => fs.rmSync(path.join(os.tmpdir(), name))))

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
export const median = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN

export class Site {
  constructor(url, token) {
    this.url = url
    this.token = token
    this.agent = new http.Agent({ keepAlive: true })
  }

  /** One request; the body is read as a whole. */
  send(target, { body, token = this.token, headers = {} } = {}) {
    return new Promise((resolve, reject) => {
      const request = http.request(this.url + target, {
        agent: this.agent, method: body === undefined ? 'GET' : 'POST',
        headers: { ...(token ? { Authorization: token } : {}), ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }), ...headers },
      }, response => {
        const parts = []
        response.on('data', part => parts.push(part))
        response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() }))
        response.on('error', reject)
      })
      request.on('error', reject)
      request.end(body)
    })
  }

  /** An action's result. */
  async call(action, parameters) {
    return JSON.parse(await this.done(action, parameters)).result
  }

  /** The answer of an action that was done, not read. */
  async done(action, parameters) {
    const answer = await this.send(`/api/3/action/${action}`, { body: typeof parameters === 'string' ? parameters : JSON.stringify(parameters) })
    if (answer.status !== 200)
      throw new Error(`${action}: ${answer.status} ${answer.text.slice(0, 600)}`)
    return answer.text
  }

  async has(action) {
    return (await this.send(`/api/3/action/help_show?name=${action}`)).status === 200
  }
}

export async function psql(sql, { input } = {}) {
  const args = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', sql]
  if (!input)
    return (await run('psql', args, { maxBuffer: 1 << 26 })).stdout.trim()
  const child = spawn('psql', args, { stdio: ['pipe', 'ignore', 'inherit'] })
  fs.createReadStream(input).pipe(child.stdin)
  const code = await new Promise(resolve => child.on('close', resolve))
  if (code !== 0)
    throw new Error(`psql ended with ${code}: ${sql}`)
}

/** Seconds and bytes of a statement whose output is thrown away. */
export async function psqlOutput(sql) {
  const from = performance.now()
  const child = spawn('psql', ['-X', '-q', '-c', sql], { stdio: ['ignore', 'pipe', 'inherit'] })
  let bytes = 0
  child.stdout.on('data', part => bytes += part.length)
  await new Promise(resolve => child.on('close', resolve))
  return { seconds: (performance.now() - from) / 1000, bytes }
}

/** Transactions a second of a script, statements prepared. */
export async function pgbench(script, clients, seconds) {
  const file = scratch('pgbench.sql')
  fs.writeFileSync(file, script)
  const { stdout } = await run('pgbench', ['-n', '-f', file, '-c', clients, '-T', seconds, '-M', 'prepared'].map(String))
  return Number(/tps = ([0-9.]+)/.exec(stdout)[1])
}

/** Good answers a second over a list of paths in turn. */
export async function wrk(url, paths, clients, seconds) {
  const file = scratch('paths')
  fs.writeFileSync(file, paths.join('\n') + '\n')
  const { stdout } = await run('wrk', ['-t', Math.min(2, clients), '-c', clients, '-d', `${seconds}s`, '--timeout', '30s', '-s', path.join(here, 'paths.lua'), url, '--', file].map(String))
  const [, requests, micros, bad, p50, p99] = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(stdout).map(Number)
  return { rate: (requests - bad) / (micros / 1e6), bad, p50: p50 / 1000, p99: p99 / 1000 }
}

/** A download that is thrown away. */
export async function download(url) {
  const { stdout } = await run('curl', ['-sSf', '-o', '/dev/null', '-w', '%{size_download} %{time_total}', url])
  const [bytes, seconds] = stdout.split(' ').map(Number)
  return { bytes, seconds }
}

/** Memory of one of our programs in MB: now, and the highest since `reset`. The program is found by its command line and the folder of its installation. */
export class Memory {
  constructor(home, program) {
    this.pid = fs.readdirSync('/proc').filter(name => /^\d+$/.test(name)).find(pid => {
      try {
        return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(program) && fs.readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`${home}/`)
      } catch {
        return false
      }
    })
  }

  reset() {
    try {
      fs.writeFileSync(`/proc/${this.pid}/clear_refs`, '5')
    } catch {
      // not ours to reset: then the peak is that of its whole life
    }
  }

  read() {
    const status = fs.readFileSync(`/proc/${this.pid}/status`, 'utf8')
    const mb = name => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024)
    return { now: mb('VmRSS'), peak: mb('VmHWM') }
  }
}
