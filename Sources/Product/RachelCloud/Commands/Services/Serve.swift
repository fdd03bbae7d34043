import ArgumentParser
import DetachedProcess
import FastCGI
import HTTP
import Logging
import Mustache
import Provisioning
import Store
import Web

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer the web server's requests until SIGTERM.",
        discussion: "Running requests finish first. Deploys run in processes of their own and go on.")

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Pick changed templates up while running; for development.")
    var reload = false

    func run() throws {
        let configuration = try options.load()
        let log = configuration.startLog("serve")
        try prepareDatabase(configuration, log)
        let templates = try TemplateLibrary(
            directory: configuration.templates, reload: reload ? .whenChanged : .never)
        DetachedProcess.ignoreExits()
        try responder(configuration, log).run(makeHandler: try handlerFactory(configuration, templates, log))
    }

    private func prepareDatabase(_ configuration: Configuration, _ log: Logger) throws {
        let store = try Store(path: configuration.database, keyring: configuration.keyring)
        if configuration.migratesOnStart {
            let applied = try store.migrate()
            if !applied.isEmpty { log.notice("store.migrated", metadata: ["versions": "\(applied)"]) }
        }
        try store.requireCurrentSchema()
    }

    private func responder(_ configuration: Configuration, _ log: Logger) throws -> Responder {
        let settings = configuration.responder
        let listener =
            if let inherited = try Listener.inherited() {
                inherited
            } else {
                try Listener(
                    path: settings.socket, mode: settings.mode, owner: settings.owner, group: settings.group)
            }
        return Responder(
            listener: listener, threads: settings.threads, maxBodyBytes: settings.maxBodyBytes,
            logPath: WebHandler.loggedPath, log: log)
    }

    /// Creates the handler of each thread, with a store of its own.
    private func handlerFactory(
        _ configuration: Configuration, _ templates: TemplateLibrary, _ log: Logger
    ) throws -> @Sendable (Int) throws -> WebHandler {
        let launcher = try JobLauncher(configuration: configuration)
        let settings = try configuration.webSettings()
        let (database, keyring) = (configuration.database, configuration.keyring)
        return { _ in
            try WebHandler(
                store: try Store(path: database, keyring: keyring), templates: templates, settings: settings,
                log: log, launch: launcher.launch)
        }
    }
}
