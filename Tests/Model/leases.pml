/*
 * Lease, fence, ledger, create, undo and deletion over one database.
 *
 * One customer, two jobs one after the other (a deploy, then another deploy or the deletion), two workers that take
 * whichever lease is free, and maintenance that retries deletions. A worker may die, or lose its lease while it lives,
 * between any two lines; responses are lost; an order arrives long after its sender's death. `atomic` around database
 * access is a transaction.
 */

/* Switches: each plants one flaw, and `check` demands that each is found. */
#ifdef FENCE_NOT_GROWING
#define GROWN fence
#else
#define GROWN (fence + 1)
#endif
#ifdef GONE_BEFORE_404
#define CONFIRMED(k) true
#else
#define CONFIRMED(k) (server != k)
#endif
#ifdef NO_LATE_WINDOW
#define WINDOW_OVER(k) true
#else
/* The late create window is longer than any call: no order of the job is on its way any more. */
#define WINDOW_OVER(k) (ordering[0] != k && ordering[1] != k)
#endif
#ifdef INTENT_EXPLAINS_NOTHING
#define TRACKED(k) (line[k] == created || line[k] == deleting)
#else
#define TRACKED(k) (line[k] == intended || line[k] == created || line[k] == deleting)
#endif
#ifdef LOWER_FENCE_OBEYED
#define OBEYED(f) true
#else
#define OBEYED(f) (f >= seen)
#endif
#ifdef RESTART_UNCHECKED
#define STILL_NEWEST(k) true
#else
#define STILL_NEWEST(k) (script[w] >= seen)
#endif
#ifdef RESUMED_WITHDRAWN
#define WITHDRAWN_RESUMED true
#else
#define WITHDRAWN_RESUMED false
#endif
#define NO 0
#ifndef MISTAKES
#define MISTAKES 2
#endif

mtype:step = { idle, create, verify, finish, undo, remove, ready, failed, removed }
mtype:line = { none, intended, created, deleting, gone }
mtype:answer = { nothing, made, taken, soldOut }

/* The database. Jobs are 1 and 2; the fence belongs to the server and grows with every lease on any job of it. */
mtype:step step[3] = idle;
mtype:line line[3] = none;
bit cancelRequested[3];
byte fence;
byte holder;			/* worker + 1, 0 when the lease is free */
byte tries[3];			/* failures of the step, whose retry window is short here */

/* Hetzner and the server on it: the job in its label, the fence that it has seen. */
byte server;
byte seen;

/* Orders on their way, and scripts at work with their fence, one a worker. */
byte ordering[2], script[2];
mtype:answer answer[2] = nothing;
bit waiting[2];

/* What is true, whoever knows it. */
byte newest;			/* the worker that took the lease last */
byte served;			/* the job whose server the customer was told is ready */
bit actOfCustomer;		/* they asked for its deletion */
byte mistakes;
bit alive[2];
bit soldOutOnce;

inline answerWith(a) {
	if
	:: waiting[w] -> answer[w] = a
	:: else
	fi
}

#define UNFINISHED(k) (step[k] == create || step[k] == verify || step[k] == finish || step[k] == undo || step[k] == remove)
#define JOB (UNFINISHED(2) -> 2 : (UNFINISHED(1) -> 1 : 0))
#define HELD (mine == fence && UNFINISHED(job))

/* Must hold after each event that changes Hetzner or the ledger. */
inline check() {
	/* A live server has an open line, and an intent explains it while its id isn't known. */
	assert(server == 0 || line[server] == intended || line[server] == created || line[server] == deleting);
	assert(!(UNFINISHED(1) && UNFINISHED(2)))
}

inline commit() {
	assert(newest == w)
}

inline ended(k) {
	if
	:: step[k] == remove -> step[k] = removed
	:: else -> step[k] = failed
	fi;
	cancelRequested[k] = false; tries[k] = 0; holder = 0
}

/* One attempt to delete one line's server: look up by name and label if its id isn't known, delete, ask again. */
inline deletion(k) {
	if
	:: atomic { line[k] == deleting && server == k ->
		/* Ready, and not asked to go. */
		assert(served != k || actOfCustomer);
		server = 0 }
	:: line[k] != deleting || server != k
	:: atomic { mistakes < MISTAKES -> mistakes++ }		/* no response */
	fi;
	if
	:: atomic { line[k] == deleting && CONFIRMED(k) && WINDOW_OVER(k) -> line[k] = gone; check() }
	:: line[k] != deleting || server == k || ordering[0] == k || ordering[1] == k
	:: atomic { mistakes < MISTAKES -> mistakes++ }
	fi
}

/* A worker that has died is at rest until it takes a lease again. */
#define ALIVE(w) alive[w]

proctype Worker(byte w) {
	byte mine, job;
	bit resumed;

rest:
	atomic { mine = 0; job = 0; resumed = false; waiting[w] = false; answer[w] = nothing; alive[w] = false };
	/* A lease that is free, or has expired while its holder may live. */
	atomic {
		JOB != 0 && holder == 0 ->
		fence = GROWN; mine = fence; holder = w + 1; newest = w; job = JOB; alive[w] = true
	};
again:
	if
	:: !HELD -> goto rest
	:: atomic { HELD && step[job] == create -> goto ordered }
	:: atomic { HELD && step[job] == verify -> goto verified }
	:: atomic { HELD && step[job] == finish ->
		commit();
		if
		:: cancelRequested[job] -> step[job] = undo; goto again
		:: !cancelRequested[job] ->
			step[job] = ready; served = job; cancelRequested[job] = false; tries[job] = 0; holder = 0
		fi;
		goto rest }
	:: atomic { HELD && (step[job] == undo || step[job] == remove) -> goto undone }
	:: atomic { mistakes < MISTAKES -> goto died }
	fi;

ordered:
	/* The intent, or the line of an earlier run. A canceled deploy orders nothing. */
	atomic {
		if
		:: !HELD -> goto rest
		:: HELD && cancelRequested[job] -> commit(); step[job] = undo; goto again
		:: HELD && !cancelRequested[job] && line[job] == none -> commit(); line[job] = intended; resumed = false
		:: HELD && !cancelRequested[job] && line[job] == intended -> resumed = true
		:: HELD && !cancelRequested[job] && line[job] == created -> commit(); step[job] = verify; goto again
		fi
	};
	/* Looks before it orders again. An earlier job's server with the name is deleted under its own line. */
	if
	:: atomic { resumed && server == job -> goto adopted }
	:: atomic { server != 0 && server != job && line[server] == deleting -> server = 0; check() }
	:: server == 0 || (server == job && !resumed)
	:: atomic { server != 0 && server != job && line[server] != deleting -> goto retry }
	:: atomic { mistakes < MISTAKES -> goto died }
	fi;
	/* The lease is renewed right before the call. */
	atomic {
		if
		:: !HELD -> goto rest
		:: HELD && ordering[w] == 0 -> ordering[w] = job; waiting[w] = true; answer[w] = nothing
		fi
	};
	if
	:: atomic { answer[w] == made -> waiting[w] = false; answer[w] = nothing; goto adopted }
	:: atomic { answer[w] == taken -> waiting[w] = false; answer[w] = nothing;
		if
		:: server == job -> goto adopted
		:: server != job -> goto retry
		fi }
	/* Refused for certain. Only the intent of this very run may be withdrawn. */
	:: atomic { answer[w] == soldOut -> waiting[w] = false; answer[w] = nothing;
		if
		:: HELD && (!resumed || WITHDRAWN_RESUMED) -> commit();
			if
			:: line[job] == intended -> line[job] = none
			:: else
			fi;
			check()
		:: else
		fi;
		goto retry }
	/* No response: the order may have been made, or may come yet. */
	:: atomic { mistakes < MISTAKES -> mistakes++; waiting[w] = false; answer[w] = nothing;
#ifdef AMBIGUOUS_WITHDRAWN
		if
		:: HELD && !resumed && line[job] == intended -> line[job] = none; check()
		:: else
		fi;
#endif
		goto retry }
	:: atomic { mistakes < MISTAKES -> goto died }
	fi;

adopted:
	atomic {
		if
		:: !HELD -> goto rest
		:: HELD -> commit();
			if
			:: line[job] == intended || line[job] == created -> line[job] = created
			:: else
			fi;
			check(); step[job] = verify; tries[job] = 0; goto again
		fi
	};

verified:
	/* The script carries the fence; the server refuses a lower one, and looks again before it restarts anything. */
	atomic {
		if
		:: !HELD -> goto rest
		:: HELD && cancelRequested[job] -> commit(); step[job] = undo; goto again
		:: HELD && !cancelRequested[job] && server == job
		/* Missing: somebody deleted it at Hetzner's console. */
		:: HELD && !cancelRequested[job] && server != job -> commit(); step[job] = undo; goto again
		fi
	};
	/* It may come long after that look at the lease. */
	if
	:: atomic { OBEYED(mine) -> assert(mine >= seen); seen = mine; script[w] = mine }
	:: atomic { !OBEYED(mine) -> goto rest }
	:: atomic { mistakes < MISTAKES -> goto died }
	fi;
	atomic {
		if
		:: server == job && STILL_NEWEST(w) -> assert(script[w] == seen)
		:: else
		fi;
		script[w] = 0
	};
	atomic {
		if
		:: !HELD -> goto rest
		:: HELD -> commit(); step[job] = finish; goto again
		/* It doesn't stay up. */
		:: HELD -> commit(); step[job] = undo; goto again
		fi
	};

undone:
	/* The deletion's first transaction clears the record and marks all lines of the customer; the undo's its own. */
	atomic {
		if
		:: !HELD -> goto rest
		:: HELD -> commit();
			if
			:: line[job] == intended || line[job] == created -> line[job] = deleting
			:: else
			fi;
			if
			:: step[job] == remove && (line[1] == intended || line[1] == created) -> line[1] = deleting
			:: else
			fi
		fi
	};
	deletion(job);
	deletion(1);
	atomic {
		if
		:: !HELD -> goto rest
		/* Done, or the retry window is over and the rest stays in the ledger. */
		:: HELD && line[job] != deleting -> commit(); ended(job)
		:: HELD && line[job] == deleting && tries[job] < 1 -> tries[job]++; goto again
		:: HELD && line[job] == deleting && tries[job] >= 1 -> commit(); ended(job)
		fi;
		goto rest
	};

retry:
	atomic {
		if
		:: !HELD -> goto rest
		:: HELD && tries[job] < 1 -> commit(); tries[job]++; goto again
		:: HELD && tries[job] >= 1 -> commit(); tries[job] = 0; step[job] = undo; goto again
		fi
	};

died:
	atomic { mistakes++; goto rest }
}

proctype Maintenance() {
end:
	do
	/* A lease expires, its holder dead or only slow; a job whose worker died is taken by another. */
#ifndef DEAD_KEEP_LEASES
	:: atomic { holder != 0 && !ALIVE(holder - 1) -> holder = 0 }
#endif
	:: atomic { holder != 0 && mistakes < MISTAKES -> mistakes++; holder = 0 }
	/* Deletions of customers without an unfinished job. */
#ifndef DELETION_NOT_RETRIED
	:: JOB == 0 && line[1] == deleting -> deletion(1)
	:: JOB == 0 && line[2] == deleting -> deletion(2)
#endif
	/* The sweep tells of a server that no line explains; over one database there is none. */
	:: atomic { server != 0 && !TRACKED(server) -> assert(false) }
	od
}

proctype Hetzner() {
	byte w;
end:
	do
	:: atomic { ordering[0] != 0 -> w = 0; goto order }
	:: atomic { ordering[1] != 0 -> w = 1; goto order }
	od;
order:
	atomic {
		if
		:: server == 0 -> server = ordering[w]; check(); answerWith(made)
		:: server == 0 && !soldOutOnce -> soldOutOnce = true; answerWith(soldOut)
		:: server != 0 -> answerWith(taken)
		fi;
		ordering[w] = 0; w = 0; goto end
	}
}

proctype Customer() {
end:
	do
	:: atomic { step[1] == idle -> step[1] = create }
	:: atomic { step[1] == ready && step[2] == idle -> step[2] = remove; actOfCustomer = true }
	:: atomic { step[1] == failed && step[2] == idle -> step[2] = create }
	:: atomic { JOB != 0 && step[JOB] != undo && step[JOB] != remove && !cancelRequested[JOB] ->
		cancelRequested[JOB] = true }
	od
}

init {
	atomic { run Worker(0); run Worker(1); run Maintenance(); run Hetzner(); run Customer() }
}

#ifdef LIVENESS
/* Mistakes are counted, so they end. Then jobs end, and deletions are done. */
#define SETTLED (!UNFINISHED(1) && !UNFINISHED(2) && line[1] != deleting && line[2] != deleting)
ltl settles { [] <> SETTLED }
#endif
