/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-progress.h"

#include "ns3/run-estimate.h"

#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Writing more often than that helps nobody.
constexpr std::chrono::milliseconds INTERVAL{200};

size_t
GetColumns()
{
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

SweepProgress::SweepProgress()
    : m_terminal(isatty(STDERR_FILENO) != 0),
      m_started(std::chrono::steady_clock::now())
{
}

SweepProgress::~SweepProgress()
{
    if (m_shown)
    {
        std::fprintf(stderr, "\r\033[K");
    }
}

void
SweepProgress::Show(const SweepTally& tally, const SweepRunner::Workers& workers)
{
    const auto now = std::chrono::steady_clock::now();
    if (!m_terminal || (m_shown && now - m_last < INTERVAL))
    {
        return;
    }
    m_last = now;
    m_shown = true;
    const double seconds = std::chrono::duration<double>(now - m_started).count();
    // One column stays free: some terminals go to the next line after the last.
    const std::string line = Compose(tally, workers, seconds).substr(0, GetColumns() - 1);
    std::fprintf(stderr, "\r%s\033[K", line.c_str());
}

std::string
SweepProgress::Compose(const SweepTally& tally, const SweepRunner::Workers& workers, double seconds)
{
    const size_t ended = tally.GetEnded();
    std::string line = "[" + std::to_string(ended) + "/" + std::to_string(tally.planned) + "]";
    if (ended > 0)
    {
        const double each = seconds / static_cast<double>(ended);
        char rate[40];
        std::snprintf(rate, sizeof(rate), " %.3g runs/min, ", 60 / each);
        line += rate +
                RunEstimate::WriteSeconds(each * static_cast<double>(tally.planned - ended)) +
                " left";
    }
    if (tally.failed + tally.missing > 0)
    {
        line += ", " + std::to_string(tally.failed + tally.missing) + " failed";
    }
    for (const auto& worker : workers)
    {
        line +=
            " | " + worker->GetTask().title + " " + RunEstimate::WriteSeconds(worker->GetSeconds());
    }
    return line;
}

} // namespace aifabric
} // namespace ns3
