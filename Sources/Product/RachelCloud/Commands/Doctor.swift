import ArgumentParser

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check everything a deploy needs, and say what to mend.",
        discussion: "Prints one line for each check. Exit code 1 when one of them failed.")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let configuration = try options.load()
        let findings = Examination.all.map { $0.finding(configuration) }
        if json {
            try Output.json(findings)
        } else {
            for finding in findings { print("\(finding.mark) \(finding.subject): \(finding.text)") }
        }
        if findings.contains(where: { $0.isFault }) { throw ExitCode.failure }
    }
}
