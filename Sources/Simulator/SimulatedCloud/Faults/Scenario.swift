/// A named set of faults that together play through one failure.
package struct Scenario: Sendable {
    package let name: String
    /// What happens, in a sentence for people who choose one.
    package let explanation: String
    /// In the form that `FaultInjection.init` reads.
    package let faults: [String]

    package var json: JSON {
        [
            "name": .string(name), "explanation": .string(explanation),
            "faults": .array(faults.map(JSON.string)),
        ]
    }

    package static func named(_ name: String) -> Scenario? {
        all.first { $0.name == name }
    }

    /// Reads a scenario file: a fault a line, blank lines and lines that begin with `#` left out.
    ///
    /// Throws `FaultInjection.Malformed` naming the line.
    package init(name: String, file text: String) throws(FaultInjection.Malformed) {
        var faults: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let fault = line.drop { $0 == " " || $0 == "\t" }
            if fault.isEmpty || fault.hasPrefix("#") { continue }
            do throws(FaultInjection.Malformed) {
                _ = try FaultInjection(String(fault))
            } catch {
                throw FaultInjection.Malformed(
                    description: "\(name), line \(index + 1): \(error.description)")
            }
            faults.append(String(fault))
        }
        self.init(name, "read from a file", faults)
    }

    init(_ name: String, _ explanation: String, _ faults: [String]) {
        self.name = name
        self.explanation = explanation
        self.faults = faults
    }
}
