import Time

extension ServerType {
    static func named(_ name: String) -> ServerType? {
        all.first { $0.name == name }
    }

    static func find(_ reference: Reference) -> ServerType? {
        all.first { reference.matches(id: $0.id, name: $0.name) }
    }

    static let all: [ServerType] = [
        // Deprecated generations: listed, but they can't be ordered.
        make(104, "cx22", 2, 4, 40, "0.0060", "3.79", europe, deprecation: deprecation2025),
        make(105, "cx32", 4, 8, 80, "0.0109", "6.80", europe, deprecation: deprecation2025),
        make(108, "cpx11", 2, 2, 40, "0.0080", "4.99", america, .regularPurpose),
        make(109, "cpx21", 3, 4, 80, "0.0144", "8.99", america, .regularPurpose),
        make(114, "cx23", 2, 4, 40, "0.0088", "5.49", europe),
        make(115, "cx33", 4, 8, 80, "0.0136", "8.49", europe),
        make(116, "cx43", 8, 16, 160, "0.0256", "15.99", europe),
        make(117, "cx53", 16, 32, 320, "0.0473", "29.49", europe),
        make(45, "cax11", 2, 4, 40, "0.0072", "4.49", europe, architecture: .arm),
        make(93, "cax21", 4, 8, 80, "0.0128", "7.99", europe, architecture: .arm),
        make(94, "cax31", 8, 16, 160, "0.0256", "15.99", europe, architecture: .arm),
        make(95, "cax41", 16, 32, 320, "0.0505", "31.49", europe, architecture: .arm),
        make(118, "cpx12", 1, 2, 40, "0.0120", "7.49", europe + ["sin"], .regularPurpose),
        make(119, "cpx22", 2, 4, 80, "0.0312", "19.49", europe, .regularPurpose),
        make(120, "cpx32", 4, 8, 160, "0.0561", "34.99", europe, .regularPurpose),
        make(96, "ccx13", 2, 8, 80, "0.0240", "14.99", europe + america + ["sin"], .generalPurpose),
        make(97, "ccx23", 4, 16, 160, "0.0473", "29.49", europe + america + ["sin"], .generalPurpose),
    ]

    private static let europe = ["fsn1", "nbg1", "hel1"]
    private static let america = ["ash", "hil"]
    private static let deprecation2025 = Deprecation(
        announced: Instant(year: 2025, month: 10, day: 16),
        unavailableAfter: Instant(year: 2025, month: 12, day: 31))

    private static func make(
        _ id: Int64, _ name: String, _ cores: Int64, _ memoryGB: Int64, _ diskGB: Int64,
        _ hourly: StaticString, _ monthly: StaticString, _ locations: [String],
        _ category: Category = .costOptimized, architecture: Architecture = .x86,
        deprecation: Deprecation? = nil
    ) -> ServerType {
        ServerType(
            id: id, name: name, cores: cores, memoryGB: memoryGB, diskGB: diskGB, category: category,
            architecture: architecture, hourly: Money(hourly), monthly: Money(monthly),
            locations: locations, deprecation: deprecation)
    }
}
