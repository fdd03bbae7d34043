package import Crypto

/// A POSIX shell script in named steps, run in one go by the server's `sh` from the user's home.
///
/// The first command that fails ends it (`set -eu`); variables outlive their step, unless it has an input. A secret
/// is a step's input: script and inputs travel over the standard input of one command, so no command line,
/// environment or file of the server shows them.
package struct RemoteScript: Sendable {
    package struct Step: Sendable {
        package let name: String
        package let shell: ShellText
        /// The whole of its standard input.
        package let input: Secret?
    }

    package private(set) var steps: [Step] = []
    /// The secrets that are removed from the script's output.
    private(set) var secrets: [Secret] = []

    package init() {}

    /// Appends a step, whose standard input is empty. The name is a few words on one line.
    package mutating func step(_ name: String, _ shell: ShellText) {
        append(Step(name: name, shell: shell, input: nil))
    }

    /// Appends a step that reads exactly this from its standard input. It runs in a subshell.
    package mutating func step(_ name: String, _ shell: ShellText, input: Secret) {
        hide(input)
        append(Step(name: name, shell: shell, input: input))
    }

    /// Appends a step that reads exactly this text, which is no secret, from its standard input. It runs in a
    /// subshell.
    package mutating func step(_ name: String, _ shell: ShellText, input text: String) {
        append(Step(name: name, shell: shell, input: Secret(text)))
    }

    /// Appends a step that writes a file, whole or not at all.
    package mutating func write(_ content: Secret, to file: RemoteFile, step name: String) {
        step(name, file.installing(byteCount: content.count), input: content)
    }

    /// Appends a step that writes a file without secrets, whole or not at all.
    package mutating func write(_ content: String, to file: RemoteFile, step name: String) {
        step(name, file.installing(byteCount: content.utf8.count), input: content)
    }

    /// Removes from the output a secret that the server knows already, such as from an earlier script.
    package mutating func hide(_ secret: Secret) {
        secrets.append(secret)
    }

    private mutating func append(_ step: Step) {
        precondition(
            (1...60).contains(step.name.utf8.count) && step.name.utf8.allSatisfy { (32...126).contains($0) },
            "BUG: a step's name has 1 to 60 printable characters")
        steps.append(step)
    }
}
