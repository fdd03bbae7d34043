package import Crypto

/// A POSIX shell script in named steps, run in one go by the server's `sh` from the user's home.
///
/// The first command that fails ends it (`set -eu`); variables outlive their step, unless it has an input. What
/// a step is to keep secret comes as its input: script and inputs travel over the standard input of one
/// command, so no command line, environment or file of the server shows them.
package struct RemoteScript: Sendable {
    struct Step: Sendable {
        let name: String
        let shell: ShellText
        let input: Secret?
    }

    private(set) var steps: [Step] = []

    package init() {}

    /// Appends a step, whose standard input is empty. The name is a few words on one line.
    package mutating func step(_ name: String, _ shell: ShellText) {
        append(Step(name: name, shell: shell, input: nil))
    }

    /// Appends a step that reads exactly this from its standard input. It runs in a subshell.
    package mutating func step(_ name: String, _ shell: ShellText, input: Secret) {
        append(Step(name: name, shell: shell, input: input))
    }

    /// Appends a step that puts a file in place, whole or not at all.
    package mutating func write(_ content: Secret, to file: RemoteFile, step name: String) {
        step(name, file.installing(byteCount: content.count), input: content)
    }

    private mutating func append(_ step: Step) {
        precondition(
            (1...60).contains(step.name.utf8.count) && step.name.utf8.allSatisfy { (32...126).contains($0) },
            "BUG: a step's name has 1 to 60 printable characters")
        steps.append(step)
    }

    var secrets: [Secret] {
        steps.compactMap(\.input)
    }
}
