import Crypto

extension RemoteScript {
    /// One run's command, and its standard input piece by piece.
    struct Transfer {
        /// The random start of each line by which the script reports its progress.
        let marker: String
        let command: String
        let input: [Secret]
    }

    /// The script for one run, which the server itself ends after `limit`.
    func transfer(limit: Duration) throws(CryptoError) -> Transfer {
        let marker = Hex.encode(try RandomBytes.system.make(count: 16))
        let text = text(marker: marker)
        var input = [Secret(text)]
        for content in steps.compactMap(\.input) {
            input.append(Secret(marker + "\n"))
            input.append(content)
        }
        return Transfer(
            marker: marker, command: Self.command(textByteCount: text.utf8.count, limit: limit), input: input)
    }

    /// The command that reads the script's text and runs it. `sh -s` would not do: dash reads ahead, so the commands of
    /// the script would miss the start of their input.
    private static func command(textByteCount: Int, limit: Duration) -> String {
        let milliseconds = limit / .milliseconds(1)
        let seconds = (milliseconds / 1000 * 10).rounded(.up) / 10
        return #"exec timeout -k 5 \#(max(seconds, 0.1)) sh -c 'eval "$(head -c \#(textByteCount))"'"#
    }

    /// The script's text. All of it is inside a function, called in the last line: the shell runs nothing of a text
    /// that was cut. The marker precedes each input, so a step that left some of its own unread affects no other.
    private func text(marker: String) -> String {
        """
        rachel_script() {
        set -eu
        export LC_ALL=C.UTF-8
        cd
        rachel_begin() {
            printf '\\n%s %s\\n' \(marker) "$1"
        }
        rachel_input() {
            IFS= read -r rachel_line && [ "$rachel_line" = \(marker) ] && return
            echo 'the input is cut, or an earlier step left some of its own' >&2
            exit 1
        }
        \(steps.map(Self.text).joined(separator: "\n"))
        printf '\\n%s\\n' \(marker)
        }
        rachel_script

        """
    }

    private static func text(_ step: Step) -> String {
        let begin = "rachel_begin \(ShellText.quoted(step.name))"
        guard let input = step.input else {
            return "\(begin)\n{\n\(step.shell.text)\n} </dev/null"
        }
        return "\(begin)\nrachel_input\nhead -c \(input.count) | (\n\(step.shell.text)\n)"
    }
}
