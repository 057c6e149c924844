/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SIGNAL_GUARD_H
#define SIGNAL_GUARD_H

#include <csignal>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * While it exists, the first signal that would end the process is noted instead, so that what was
 * done so far can be kept. A second one ends the process at once. There is one at a time.
 */
class SignalGuard
{
  public:
    /// What to do besides, from within the handler of the signal.
    using Action = void (*)();

    /// What a second signal does.
    enum class Again
    {
        END,    ///< it ends the process at once
        IGNORE, ///< nothing: the process that started this one decides
    };

    /**
     * @param action what to do besides; null for nothing
     * @param signals the signals; by default ^C, SIGTERM, and SIGHUP unless nohup has arranged that
     * it is ignored
     * @param again what a second one does
     */
    explicit SignalGuard(Action action = nullptr,
                         const std::vector<int>& signals = {SIGINT, SIGTERM, SIGHUP},
                         Again again = Again::END);
    ~SignalGuard();
    SignalGuard(const SignalGuard&) = delete;
    SignalGuard& operator=(const SignalGuard&) = delete;

    /** @return the signal that has come, 0 for none. */
    static int GetSignal();

    /**
     * @param signal one of the signals above
     * @return its name: SIGINT
     */
    static const char* GetName(int signal);

  private:
    std::vector<std::pair<int, struct sigaction>> m_before; ///< what was arranged before
};

} // namespace aifabric
} // namespace ns3

#endif // SIGNAL_GUARD_H
