/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_TRIAL_H
#define EXPERIMENT_TRIAL_H

#include "ns3/experiment-options.h"

#include <cstdint>
#include <string>

/**
 * @ingroup ai-fabric-tests
 *
 * Tries an experiment in a process of its own and checks what holds for every experiment: it is
 * refused with one line, or it ends within a bound of events, conserves frames, is no faster than
 * the ideal, says why if it failed, gives the same under both engines, whatever is recorded and
 * once more in the same process, and is stored as it was.
 */
class ExperimentTrial
{
  public:
    /** What came of it. */
    struct Result
    {
        enum class Verdict
        {
            PASSED,  ///< it ran, and all holds
            REFUSED, ///< it was refused with one line
            BROKEN,  ///< something does not hold
        };

        Verdict verdict{Verdict::BROKEN};
        std::string kind;   ///< what is broken, in a word or two; else the status of the run
        std::string detail; ///< what was seen; the refusal
    };

    /**
     * Try an experiment.
     * @param options the experiment
     * @return what came of it
     */
    static Result Run(const ns3::aifabric::ExperimentOptions& options);

    /**
     * Make a broken experiment simpler as long as the same is broken.
     * @param options the experiment
     * @param result what came of it; afterwards what came of the simpler one
     * @return the simpler experiment
     */
    static ns3::aifabric::ExperimentOptions Shrink(const ns3::aifabric::ExperimentOptions& options,
                                                   Result& result);
};

#endif // EXPERIMENT_TRIAL_H
