import SimulatorFaults

/// The names of all rules, acts and faults, with a sentence where there is one.
enum Listing {
    static var text: String {
        let rules = Rule.allCases.map { ($0.rawValue, $0.sentence) }
        let acts =
            Act.ofCustomers.map { ($0.0.rawValue, "a customer's") }
            + Act.ofOperator.map { ($0.0.rawValue, $0.0.fault == nil ? "the operator's" : "a mistake") }
        let known = Set(acts.map(\.0))
        let others = Act.allCases.map(\.rawValue).filter { !known.contains($0) }.map { ($0, "a customer's") }
        let faults = Coverage.faultNames.map { ($0, Fault(rawValue: $0)?.explanation ?? "") }
        return section("Rules, which a run must not break:", rules)
            + section("Acts:", others + acts)
            + section("Faults, each of which --without leaves out:", faults)
    }

    private static func section(_ title: String, _ rows: [(String, String)]) -> String {
        let width = (rows.map(\.0.count).max() ?? 0) + 2
        return "\(title)\n"
            + rows.map { name, text in
                text.isEmpty
                    ? "  \(name)\n"
                    : "  \(name)\(String(repeating: " ", count: width - name.count))\(text)\n"
            }.joined()
    }
}
