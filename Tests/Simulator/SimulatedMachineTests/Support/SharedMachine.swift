import Testing

/// Gives a suite or test one machine for all its cases, which is stopped at its end. For tests of a running machine:
/// starting one takes longer than most of them.
struct SharedMachine: SuiteTrait, TestTrait, TestScoping {
    @TaskLocal private static var current: Result<TestMachine, any Error>?

    struct NotGiven: Error {}

    private let userData: @Sendable () throws -> String

    /// The machine of the current suite or test. Throws in one without this trait.
    static var machine: TestMachine {
        get throws {
            guard let current else { throw NotGiven() }
            return try current.get()
        }
    }

    init(userData: @escaping @Sendable () throws -> String) {
        self.userData = userData
    }

    func scopeProvider(for test: Test, testCase: Test.Case?) -> SharedMachine? {
        testCase == nil ? self : nil
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let machine = Result { try TestMachine(userData: try userData()) }
        try await SharedMachine.$current.withValue(machine) { try await function() }
    }
}

extension Trait where Self == SharedMachine {
    static var quickMachine: SharedMachine { SharedMachine { try SampleUserData.quick.text() } }
    static var productMachine: SharedMachine { SharedMachine { try SampleUserData().text() } }
}
