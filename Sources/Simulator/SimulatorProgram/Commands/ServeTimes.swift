import ArgumentParser

/// How long things take, in seconds; fractions are fine.
struct ServeTimes: ParsableArguments {
    @Option(help: "How long creating or rebuilding a server takes.")
    var createSeconds = 3.0
    @Option(help: "How long every other action takes.")
    var actionSeconds = 1.0
    @Option(help: "How long a machine refuses connections after it was started.")
    var bootSeconds = 3.0
    @Option(help: "How long set-up takes on a machine at least.")
    var setupSeconds = 5.0

    func validate() throws {
        for (name, seconds) in [
            ("create-seconds", createSeconds), ("action-seconds", actionSeconds),
            ("boot-seconds", bootSeconds), ("setup-seconds", setupSeconds),
        ] where !(0...86_400).contains(seconds) {
            throw ValidationError("--\(name) \(seconds): expected 0 to 86400")
        }
    }
}
