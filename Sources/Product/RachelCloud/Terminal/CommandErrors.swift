/// What the caller gave can't be used; the message says what is wrong with it and where.
struct BadInput: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Why a command that was rightly asked for could not be done; exit code 1. What is wrong with the question
/// is `BadInput`.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
