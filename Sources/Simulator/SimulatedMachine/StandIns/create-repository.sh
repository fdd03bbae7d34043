#!/bin/bash
# Creates a repository and configures git to clone it in place of Rachel8's. No other repository on the internet can be
# cloned. The commit is the same on every machine.
set -euo pipefail
cat >/etc/gitconfig <<-'END'
	[url "file:///opt/machine/rachel8"]
		insteadOf = https://github.com/polly3223/Rachel8
		insteadOf = https://github.com/polly3223/rachel8
	[safe]
		directory = *
	[protocol]
		allow = never
	[protocol "file"]
		allow = always
	[uploadpack]
		allowAnySHA1InWant = true
	END
work=$(mktemp -d)
cd "$work"
mkdir src
cat >package.json <<'END'
{
  "name": "rachel8",
  "type": "module",
  "scripts": {
    "start": "bun run src/index.ts"
  },
  "dependencies": {
    "grammy": "^1.40.0",
    "zod": "^3.24.0"
  }
}
END
echo '// The simulated bun runs a bot of its own in place of this file.' >src/index.ts
printf 'node_modules\n.env\n' >.gitignore
export GIT_AUTHOR_NAME=Rachel GIT_AUTHOR_EMAIL=rachel@example.org GIT_AUTHOR_DATE='2025-01-01T00:00:00Z'
export GIT_COMMITTER_NAME=Rachel GIT_COMMITTER_EMAIL=rachel@example.org GIT_COMMITTER_DATE='2025-01-01T00:00:00Z'
git init --quiet --initial-branch main
git add .
git commit --quiet --message 'Say hello'
rm -rf /opt/machine/rachel8.git
git clone --quiet --bare . /opt/machine/rachel8.git
rm -rf "$work"
