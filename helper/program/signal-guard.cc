/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "signal-guard.h"

namespace ns3
{
namespace aifabric
{

namespace
{

/// The signal that has come, 0 for none.
volatile std::sig_atomic_t g_signal = 0;

/// What to do besides.
SignalGuard::Action g_action = nullptr;

/// Whether further signals change nothing.
volatile std::sig_atomic_t g_isDeaf = 0;

void
NoteSignal(int signal)
{
    if (g_signal != 0)
    {
        if (g_isDeaf)
        {
            return;
        }
        std::signal(signal, SIG_DFL);
        raise(signal); // comes when this handler has returned
        return;
    }
    g_signal = signal;
    if (g_action)
    {
        g_action();
    }
}

} // namespace

SignalGuard::SignalGuard(Action action, const std::vector<int>& signals, Again again)
{
    g_signal = 0;
    g_action = action;
    g_isDeaf = again == Again::IGNORE ? 1 : 0;
    struct sigaction noting = {};
    noting.sa_handler = NoteSignal;
    sigemptyset(&noting.sa_mask);
    for (const int signal : signals)
    {
        struct sigaction before = {};
        sigaction(signal, nullptr, &before);
        m_before.emplace_back(signal, before);
        // What nohup has arranged stays; shells have background jobs ignore ^C, but whoever sends
        // it to this process means it.
        if (signal != SIGHUP || before.sa_handler != SIG_IGN)
        {
            sigaction(signal, &noting, nullptr);
        }
    }
}

SignalGuard::~SignalGuard()
{
    for (const auto& [signal, before] : m_before)
    {
        sigaction(signal, &before, nullptr);
    }
}

int
SignalGuard::GetSignal()
{
    return g_signal;
}

const char*
SignalGuard::GetName(int signal)
{
    return signal == SIGINT ? "SIGINT" : signal == SIGTERM ? "SIGTERM" : "SIGHUP";
}

} // namespace aifabric
} // namespace ns3
