package import Logging
import Time

/// Writes each event as one logfmt line to standard error, for the service manager's journal:
/// `ts=2026-11-21T00:47:43.123Z level=info event=request.finished key=value …`.
///
/// The message is the event's name, the metadata its fields, sorted by key. A value can neither end its line
/// nor forge a field: it is quoted when it must be and its control characters are escaped.
package struct StructuredLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let descriptor: Int32

    /// The caller closes `descriptor`.
    package init(level: Logger.Level, descriptor: Int32 = 2) {
        self.logLevel = level
        self.descriptor = descriptor
    }

    /// Has every `Logger` of this process write structured lines. Call it once, before the first logger is created:
    /// swift-log stops the process at a second call.
    package static func install(level: Logger.Level) {
        LoggingSystem.bootstrap { _ in StructuredLogHandler(level: level) }
    }

    package subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line = LogLine()
        line.appendHead(.now(), level: event.level, event: event.message.description)
        for (key, value) in fields(of: event) {
            // A string's description would be a copy.
            if case .string(let text) = value {
                line.append(key: key, value: text)
            } else {
                line.append(key: key, value: value.description)
            }
        }
        if let error = event.error {
            line.append(key: "error", value: String(describing: error))
        }
        line.write(to: descriptor)
    }

    private func fields(of event: LogEvent) -> [(key: String, value: Logger.MetadataValue)] {
        var merged = event.metadata ?? [:]
        if let provided = metadataProvider?.get() {
            merged.merge(provided) { own, _ in own }
        }
        if !metadata.isEmpty {
            merged.merge(metadata) { own, _ in own }
        }
        return merged.sorted { $0.key < $1.key }
    }
}
