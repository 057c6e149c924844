/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GOAL_READER_H
#define GOAL_READER_H

#include "file-tasks.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Reads GOAL, the language of LogGOPSim (Hoefler, Siebert, Lumsdaine: Group Operation Assembly
 * Language, ICPP 2009; the grammar is that of txt2bin.re of LogGOPSim, 76451de): what each rank
 * sends, receives and computes, and what waits for what. A statement ends with its line.
 */
class GoalReader
{
  public:
    /** How a file becomes tasks. */
    struct Config
    {
        uint64_t unit{1000};   ///< of computations, ps
        uint64_t overhead{0};  ///< time of the CPU for a send or a receive (o of LogGOPS), ps
        bool ignoreNic{false}; ///< whether all messages may go through the NIC that there is
    };

    /**
     * @param tasks where the tasks go
     * @param config how
     */
    GoalReader(FileTasks& tasks, const Config& config);

    /**
     * Take a line.
     * @param text the line
     * @param line its number
     * @throws ConfigError without a place
     */
    void Take(const std::string& text, uint32_t line);

    /**
     * Nothing more comes.
     * @throws ConfigError with the place
     */
    void Finish() const;

  private:
    using Words = std::vector<std::string>;

    /// What an operation is.
    enum class Type : uint8_t
    {
        SEND,
        RECEIVE,
        CALC,
    };

    /// An operation of the rank that is being read.
    struct Statement
    {
        Type type{Type::CALC};
        uint8_t cpu{0};
        bool isAwaited{false}; ///< whether another one waits for its start
        uint32_t line{0};
        uint32_t peer{0};
        uint64_t size{0}; ///< bytes, or the time of a computation
        uint64_t tag{0};
    };

    /// What waits for what: numbers of statements.
    struct Wait
    {
        size_t first;
        size_t then;
        bool isStart; ///< whether for its start
    };

    /// The operations of a statement.
    struct Tasks
    {
        FileTasks::Id first;   ///< what waits for others
        FileTasks::Id started; ///< ends when the statement has started
        FileTasks::Id last;    ///< ends when it has ended
    };

    Words Split(const std::string& text);
    void TakeStatement(const Words& words);
    void TakeOperation(const Words& words, size_t at, const std::string& label);
    void TakeOptions(const Words& words, size_t at, Statement& statement);
    void TakeWait(const Words& words);
    size_t FindLabel(const std::string& label) const;
    void BeginRank(const Words& words);
    void EndRank();
    Tasks Add(const Statement& statement, bool isBusy);
    Tasks AddCalc(const Statement& statement);

    FileTasks& m_tasks;
    Config m_config;
    uint32_t m_ranks{0};     ///< 0: not known yet
    bool m_isInRank{false};  ///< whether a rank is being read
    uint32_t m_rank{0};      ///< that one
    uint32_t m_rankLine{0};  ///< where it begins
    bool m_isComment{false}; ///< whether a comment goes on
    uint32_t m_commentLine{0};
    std::vector<uint32_t> m_lines; ///< where each rank begins; 0: not yet
    std::vector<Statement> m_statements;
    std::vector<Wait> m_waits;
    std::map<std::string, size_t> m_labels; ///< of the rank: numbers of statements
};

} // namespace aifabric
} // namespace ns3

#endif // GOAL_READER_H
