import Glibc

/// The one error of this module: a sentence for the person who ran the command.
package struct MachineError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    /// The error of a system call: "operation subject: message", from `errno` unless another code is given.
    static func system(_ operation: String, _ subject: String, code: Int32 = errno) -> MachineError {
        MachineError("\(operation) \(subject): \(String(cString: strerror(code)))")
    }
}
