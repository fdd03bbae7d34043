import ArgumentParser

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check everything a deploy needs, and say what to correct.",
        discussion: "Prints one line for each check. Exit code 1 when one of them failed.")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let configuration = try options.load()
        let results = Check.all.map { $0.result(configuration) }
        if json {
            try Output.json(results)
        } else {
            for result in results { print("\(result.mark) \(result.subject): \(result.text)") }
        }
        if results.contains(where: { $0.isFailure }) { throw ExitCode.failure }
    }
}

/// The result of one check of the doctor.
struct CheckResult: Encodable {
    let subject: String
    let isFailure: Bool
    /// Describes what is there, or what is wrong and how to correct it.
    let text: String

    private enum CodingKeys: String, CodingKey {
        case subject, text
        case isFailure = "isFault"
    }

    var mark: String { isFailure ? "✗" : "✓" }
}
