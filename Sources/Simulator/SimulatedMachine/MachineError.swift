import Glibc

/// Why a simulated machine could not do something, in a sentence for whoever asked.
package struct MachineError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    /// The failure that the last system call left in `errno`.
    static func system(_ operation: String, _ subject: String, code: Int32 = errno) -> MachineError {
        MachineError("\(operation) \(subject): \(String(cString: strerror(code)))")
    }
}
