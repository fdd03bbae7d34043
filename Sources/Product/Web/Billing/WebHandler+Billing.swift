import HTTP
import Logging
import Store

extension WebHandler {
    /// Receives an event of the billing service. Acknowledges every delivery that is signed and readable, so that
    /// the service neither repeats it nor disables the webhook; an event without a customer here is logged.
    func receiveBilling(_ webRequest: WebRequest) throws -> RouteResponse {
        let request = webRequest.http
        guard !settings.billingKeys.isEmpty else {
            log.error(
                "billing.not_configured",
                metadata: ["id": .string(request.id), "key": "BILLING_WEBHOOK_SECRET"])
            throw HTTPProblem.billingNotConfigured
        }
        let delivery = try SignedDelivery(request, keys: settings.billingKeys, now: store.wallTime)
        switch try BillingWebhookPayload(body: request.body, products: settings.billingProducts) {
        case .ignored(let type):
            log.debug("billing.ignored", metadata: ["id": .string(request.id), "type": .string(type)])
            return Self.acknowledged("ignored", .accepted)
        case .event(let event):
            let terms = BillingTerms(
                gracePeriod: settings.gracePeriod, deprovisionDeadline: settings.deprovisionDeadline)
            let receipt = try store.receive(event, delivery: delivery.id, terms: terms)
            logBilling(receipt, of: event, delivery, request)
            return response(to: receipt, request)
        }
    }

    private func response(to receipt: BillingReceipt, _ request: Request) -> RouteResponse {
        switch receipt {
        case .applied, .stopping:
            launchDueJobs(for: request)
            return Self.acknowledged("applied", .ok)
        case .beside: return Self.acknowledged("kept", .accepted)
        case .repeated: return Self.acknowledged("repeated", .ok)
        case .outdated: return Self.acknowledged("outdated", .accepted)
        case .unclaimed: return Self.acknowledged("unclaimed", .accepted)
        }
    }

    private func logBilling(
        _ receipt: BillingReceipt, of event: BillingEvent, _ delivery: SignedDelivery, _ request: Request
    ) {
        var metadata: Logger.Metadata = [
            "id": .string(request.id), "delivery": .string(delivery.id), "type": .string(event.type),
            "subscription": .string(event.subscriptionID),
        ]
        switch receipt {
        case .applied(let user, let job):
            metadata["user"] = .string(user.text)
            metadata["job"] = .string(job?.text ?? "-")
            log.notice("billing.applied", metadata: metadata)
        case .stopping(let job, let user):
            metadata["user"] = .string(user.text)
            metadata["job"] = .string(job.text)
            log.notice("billing.deploy_stopped", metadata: metadata)
        case .beside(let user):
            metadata["user"] = .string(user.text)
            log.notice("billing.kept", metadata: metadata)
        case .repeated: log.info("billing.repeated", metadata: metadata)
        case .outdated: log.notice("billing.outdated", metadata: metadata)
        // Someone may have paid and not get a server.
        case .unclaimed: log.error("billing.customer_unknown", metadata: metadata)
        }
    }

    private static func acknowledged(_ outcome: String, _ status: Status) -> RouteResponse {
        .json(.object(["status": .string(outcome)]), status: status)
    }
}
