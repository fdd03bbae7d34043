package import Crypto

/// Text of a POSIX shell script. Literal text is taken as it is; interpolated strings are quoted, each as one word,
/// whatever they hold. A secret can't be interpolated: it is a step's input.
package struct ShellText: Sendable, Equatable, ExpressibleByStringInterpolation {
    package let text: String

    package init(stringLiteral value: String) {
        text = value
    }

    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
    }

    /// Text that is already shell, such as a file of ours. Never for text of a customer or a server.
    package init(verbatim text: String) {
        self.text = text
    }

    /// One word of shell with exactly this value. NUL can't be part of a word and is dropped.
    package static func quoted(_ value: String) -> String {
        "'" + value.replacing("\0", with: "").replacing("'", with: #"'\''"#) + "'"
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity)
        }

        package mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        package mutating func appendInterpolation(_ value: String) {
            text += ShellText.quoted(value)
        }

        package mutating func appendInterpolation(_ value: Int) {
            text += String(value)
        }

        /// A part that is shell itself.
        package mutating func appendInterpolation(_ part: ShellText) {
            text += part.text
        }

        @available(*, unavailable, message: "a secret goes to the script as a step's input")
        package mutating func appendInterpolation(_ secret: Secret) {}
    }
}
