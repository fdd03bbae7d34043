/// An input that can't be used; exit code 2. The message says what is wrong with it and where.
struct BadInput: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The failure of a command whose input is right; exit code 1.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Runs the body, and throws its refusals as failures of the command.
    static func on<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as any Error & CustomStringConvertible {
            throw CommandFailure(error.description)
        }
    }
}
