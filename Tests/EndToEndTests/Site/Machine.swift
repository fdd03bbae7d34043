import Foundation
import TestSupport

/// A customer's simulated server, seen from inside.
struct Machine: Sendable {
    /// The id of its first process, outside its namespace.
    private let process: String

    struct NotThere: Error {}

    /// Throws when no machine of that name runs.
    init(named name: String, on site: Site) throws {
        let launched = "\(site.state.hetznerState)/machines/\(name)/launched"
        guard let line = try? String(contentsOfFile: launched, encoding: .utf8),
            let id = line.split(separator: " ").first
        else { throw NotThere() }
        process = String(id)
    }

    /// Runs a shell command as root and returns its output without the trailing newline.
    func run(_ command: String) throws -> String {
        // An ordinary user's machines have a user namespace too.
        let namespaces = geteuid() == 0 ? ["--mount", "--pid"] : ["--user", "--mount", "--pid"]
        let run = try ProgramRun(
            "/usr/bin/nsenter",
            ["--target", process] + namespaces + [
                "/usr/bin/env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "/bin/bash", "-c", command,
            ])
        return run.output.trimmingCharacters(in: .newlines)
    }

    /// A file's mode, owner and content.
    func file(_ path: String) throws -> (access: String, content: String) {
        (try run("stat --format '%a %U:%G' \(path)"), try run("cat \(path)"))
    }
}

extension Site {
    /// The machine of the customer's server.
    func machine(of customer: Customer) throws -> Machine {
        try Machine(named: "rachel-cloud-" + id(of: customer), on: self)
    }
}
